import { useSyncExternalStore } from 'react';

const DARK = '(prefers-color-scheme: dark)';

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const system = matchMedia(DARK);
  system.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', changed);
  };
}

const theme = (): string =>
  document.documentElement.dataset.theme ?? (matchMedia(DARK).matches ? 'dark' : 'light');

/** The theme that is shown, for what is painted and not styled: it has to be painted anew when this changes. */
export function useTheme(): string {
  return useSyncExternalStore(subscribe, theme);
}

/** A colour of `styles/base.css`, by the name of its variable, as it is in the theme that is shown. */
export function colour(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}
