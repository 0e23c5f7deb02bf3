export { dayCount, startOfDay, type Period } from './days';
export { driftOf } from './drift';
export { driftJson, ledgerJson } from './drift-json';
export { driftTable, ledgerTable, usd } from './drift-table';
export { ledgerPeriod, type LedgerPeriod } from './ledger-days';
export { callPrice, type CallPrice } from './list-price';
export { readProviderReport } from './provider-report';
export { ReportError, type ProviderReport } from './report';
export { verdictOf } from './verdict';
