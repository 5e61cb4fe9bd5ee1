/** The admin's pages in the order of the navigation: `/admin/<place>`, named by `admin.nav.<place>`. */
export const ADMIN_PLACES = ['people', 'groups', 'tools', 'grants', 'secrets', 'keys', 'audit', 'engine'] as const;
