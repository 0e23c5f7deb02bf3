export { CatchAllModule } from './catch-all.module';
