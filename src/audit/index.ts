export { AuditModule } from './audit.module';
export { AuditTrail, type AuditState } from './trail/audit-trail';
export { AuditKeyring } from './chain/keyring';
export { isPublicKey } from './chain/signatures';
export { ExportVerifier, type ExportVerdict } from './verification/export-verifier';
