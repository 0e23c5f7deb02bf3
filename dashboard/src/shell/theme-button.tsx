import { Moon, Sun } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';

type Theme = 'light' | 'dark';

const KEY = 'sallyport:theme';
const DARK = '(prefers-color-scheme: dark)';

function chosen(): Theme | undefined {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : undefined;
}

/** As the system has it, unless somebody chose. */
export function ThemeButton(): ReactNode {
  const [theme, setTheme] = useState<Theme>(() => chosen() ?? (matchMedia(DARK).matches ? 'dark' : 'light'));
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <Button
      className="icon-button"
      aria-label={`Switch to the ${other} theme`}
      onPress={() => {
        localStorage.setItem(KEY, other);
        setTheme(other);
      }}
    >
      {theme === 'dark' ? <Sun aria-hidden /> : <Moon aria-hidden />}
    </Button>
  );
}
