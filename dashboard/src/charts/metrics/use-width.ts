import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

const BEFORE_MEASURED = 640;

/** How wide an element is, in pixels, also after it has changed: drawings keep the size of their words. */
export function useWidth<E extends HTMLElement>(): readonly [RefObject<E | null>, number] {
  const element = useRef<E>(null);
  const [width, setWidth] = useState(BEFORE_MEASURED);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const measure = (): void => {
      setWidth(Math.max(1, Math.floor(current.clientWidth)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [element, width];
}
