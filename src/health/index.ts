export { HealthModule } from './health.module';
export { HealthReport, type HealthState } from './health-report';
