import { useEffect, useState, type RefObject } from 'react';

/**
 * The names of the fields that were changed since the form was sent last, whose faults are to go at once. React Aria would
 * take them away when a field is left, and so move the button from under the pointer that is about to press it.
 */
export function useMended(form: RefObject<HTMLFormElement | null>): ReadonlySet<string> {
  const [mended, setMended] = useState<ReadonlySet<string>>(NONE);
  useEffect(() => {
    const { current } = form;
    const note = ({ target }: Event): void => {
      const { name } = target as HTMLInputElement;
      // Once React has taken what was typed: a render before that would put back what was there.
      setTimeout(() => {
        setMended((was) => (was.has(name) ? was : new Set([...was, name])));
      });
    };
    const forget = (): void => {
      setMended(NONE);
    };
    current?.addEventListener('input', note);
    current?.addEventListener('submit', forget);
    return () => {
      current?.removeEventListener('input', note);
      current?.removeEventListener('submit', forget);
    };
  }, [form]);
  return mended;
}

const NONE: ReadonlySet<string> = new Set();
