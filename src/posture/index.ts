export { Posture, type PostureReport } from './posture';
export { PostureChecksModule, PostureModule } from './posture.module';
