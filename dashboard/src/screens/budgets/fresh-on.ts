import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

/** Not more often than this, in milliseconds. */
const EVERY_MS = 2000;

/** Asks for queries anew when a value changes: at once, and then at most every two seconds, the last change included. */
export function useFreshOn(value: string | undefined, queryKey: readonly string[]): void {
  const queries = useQueryClient();
  const known = useRef(value);
  const askedAt = useRef(0);
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    if (value === undefined || value === known.current) return;
    const isFirst = known.current === undefined;
    if (isFirst) {
      // The numbers were asked for at the same time.
      known.current = value;
      return;
    }
    const timer = setTimeout(
      () => {
        known.current = value;
        askedAt.current = Date.now();
        void queries.invalidateQueries({ queryKey: JSON.parse(key) as string[] });
      },
      Math.max(0, askedAt.current + EVERY_MS - Date.now()),
    );
    return () => {
      clearTimeout(timer);
    };
  }, [value, key, queries]);
}
