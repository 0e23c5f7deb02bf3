export type { AnalyticsRun, Exchange, StepContent } from './chain-step';
export { Chains } from './chains';
export { ChainsModule } from './chains.module';
