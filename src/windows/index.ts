export { MemoryWindows } from './memory-windows';
export type { WindowState } from './window';
export { Windows } from './windows';
export { WindowsModule } from './windows.module';
