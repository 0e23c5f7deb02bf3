import { LogOut, Menu } from 'lucide-react';
import { Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Link, useLocation } from 'wouter';
import { Badge } from '../parts/badge';
import { ScreenHead } from '../parts/panel';
import { Loading, NoPermission, Nothing } from '../parts/states';
import { useSession } from '../session/session';
import { ScreenBoundary } from './screen-boundary';
import { Mark } from './mark';
import { SCREENS, screenAt } from './screens';
import { ThemeButton } from './theme-button';

/** What stands around every screen: where one can go, who one is, and the screen itself. */
export function Shell(): ReactNode {
  const { may } = useSession();
  const [address] = useLocation();
  const screen = screenAt(address);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const [openAt, setOpenAt] = useState<string>();
  const open = openAt === address;

  useEffect(() => {
    document.title = `${screen?.title ?? 'Not found'} · Sallyport`;
    // Who works with a keyboard or hears the page begins at the new screen, not behind the link that led there.
    if (!first.current) main.current?.focus();
    first.current = false;
  }, [screen]);

  useEffect(() => {
    if (!open) return;
    const close = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') setOpenAt(undefined);
    };
    addEventListener('keydown', close);
    return () => {
      removeEventListener('keydown', close);
    };
  }, [open]);

  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to the screen
      </a>
      <header className="bar">
        <Button
          className="icon-button menu-button"
          aria-label="Menu"
          aria-expanded={open}
          aria-controls="navigation"
          onPress={() => {
            setOpenAt(open ? undefined : address);
          }}
        >
          <Menu aria-hidden />
        </Button>
        <Link href="/" className="brand">
          <Mark /> <span>Sallyport</span>
        </Link>
        <Who />
      </header>
      <nav id="navigation" className="navigation" data-open={open} aria-label="Screens">
        {SCREENS.filter(({ needs }) => may(needs)).map(({ path, title, icon: Icon }) => (
          <Link
            key={path}
            href={path}
            aria-current={path === screen?.path ? 'page' : undefined}
            onClick={() => setOpenAt(undefined)}
          >
            <Icon aria-hidden /> {title}
          </Link>
        ))}
      </nav>
      <main id="main" ref={main} tabIndex={-1} className="screen">
        {screen === undefined ? (
          <>
            <ScreenHead title="Not found" />
            <Nothing title="There is no such screen">
              <Link href="/">Go to the overview</Link>
            </Nothing>
          </>
        ) : may(screen.needs) ? (
          <ScreenBoundary key={screen.path}>
            <Suspense fallback={<Loading what={screen.title} />}>
              <screen.View />
            </Suspense>
          </ScreenBoundary>
        ) : (
          <>
            <ScreenHead title={screen.title} />
            <NoPermission needs={screen.needs} />
          </>
        )}
      </main>
    </div>
  );
}

function Who(): ReactNode {
  const { me, logout } = useSession();
  return (
    <div className="who">
      <span className="who-name">{me.user}</span>
      <Badge tone="neutral">{me.mode === 'viewer' ? `${me.role}, viewer` : me.role}</Badge>
      <ThemeButton />
      <Button className="icon-button" aria-label="Log out" onPress={() => void logout()}>
        <LogOut aria-hidden />
      </Button>
    </div>
  );
}
