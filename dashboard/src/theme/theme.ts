import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const KEY = 'sallyport:theme';
const listeners = new Set<() => void>();
const system = matchMedia('(prefers-color-scheme: dark)');

/** As the system has it, unless somebody chose. */
function theme(): Theme {
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return system.matches ? 'dark' : 'light';
}

/** Shows the theme on the page. */
export function showTheme(): void {
  document.documentElement.dataset.theme = theme();
  for (const listener of listeners) listener();
}

/** Shows the theme from now on, whatever the system says, in the other tabs of this browser, too. */
export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(KEY, chosen);
  showTheme();
}

system.addEventListener('change', showTheme);
addEventListener('storage', showTheme);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** The theme that is shown, for what is painted and not styled: it has to be painted anew when this changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, theme);
}

/** A colour of `styles/base.css`, by the name of its variable, as it is in the theme that is shown. */
export function colour(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}
