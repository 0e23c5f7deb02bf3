import { Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { chooseTheme, useTheme } from '../theme/theme';

/** Switches between light and dark. */
export function ThemeButton(): ReactNode {
  const theme = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <Button
      className="icon-button"
      aria-label={`Switch to the ${other} theme`}
      onPress={() => {
        chooseTheme(other);
      }}
    >
      {theme === 'dark' ? <Sun aria-hidden /> : <Moon aria-hidden />}
    </Button>
  );
}
