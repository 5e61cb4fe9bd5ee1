/**
 * The setting that identifies an installation. Not restored from a backup: the copy is another installation.
 */
export const INSTALLATION_ID_SETTING = 'installation-id';
