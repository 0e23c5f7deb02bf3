import { createRoot } from 'react-dom/client';
import { App } from './app';
import { showTheme } from './theme/theme';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/parts.css';

showTheme();
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App />);
