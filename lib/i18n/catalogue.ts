import enAdmin from '@/lib/i18n/messages/en/admin.json';
import enAudit from '@/lib/i18n/messages/en/audit.json';
import enAuth from '@/lib/i18n/messages/en/auth.json';
import enChat from '@/lib/i18n/messages/en/chat.json';
import enCommon from '@/lib/i18n/messages/en/common.json';
import enReports from '@/lib/i18n/messages/en/reports.json';
import enDocuments from '@/lib/i18n/messages/en/documents.json';
import enErrors from '@/lib/i18n/messages/en/errors.json';
import enGovernance from '@/lib/i18n/messages/en/governance.json';
import enKeys from '@/lib/i18n/messages/en/keys.json';
import enShell from '@/lib/i18n/messages/en/shell.json';
import enTools from '@/lib/i18n/messages/en/tools.json';
import zhAdmin from '@/lib/i18n/messages/zh/admin.json';
import zhAudit from '@/lib/i18n/messages/zh/audit.json';
import zhAuth from '@/lib/i18n/messages/zh/auth.json';
import zhChat from '@/lib/i18n/messages/zh/chat.json';
import zhCommon from '@/lib/i18n/messages/zh/common.json';
import zhReports from '@/lib/i18n/messages/zh/reports.json';
import zhDocuments from '@/lib/i18n/messages/zh/documents.json';
import zhErrors from '@/lib/i18n/messages/zh/errors.json';
import zhGovernance from '@/lib/i18n/messages/zh/governance.json';
import zhKeys from '@/lib/i18n/messages/zh/keys.json';
import zhShell from '@/lib/i18n/messages/zh/shell.json';
import zhTools from '@/lib/i18n/messages/zh/tools.json';

/** All texts of the product. For the server: a page hands the browser only the namespaces it needs. */
export const catalogue = {
  zh: {
    admin: zhAdmin,
    audit: zhAudit,
    auth: zhAuth,
    chat: zhChat,
    common: zhCommon,
    documents: zhDocuments,
    reports: zhReports,
    errors: zhErrors,
    governance: zhGovernance,
    keys: zhKeys,
    shell: zhShell,
    tools: zhTools,
  },
  en: {
    admin: enAdmin,
    audit: enAudit,
    auth: enAuth,
    chat: enChat,
    common: enCommon,
    documents: enDocuments,
    reports: enReports,
    errors: enErrors,
    governance: enGovernance,
    keys: enKeys,
    shell: enShell,
    tools: enTools,
  },
};
