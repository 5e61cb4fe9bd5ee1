/** Read by the layout, so that the server renders the sidebar as it was left. */
export const SIDEBAR_COOKIE = 'yika-sidebar';
