export const RESTATE_PACKAGES = { '@restatedev/restate-server': '1.7.12', '@restatedev/restate-sdk': '1.17.2' };
export const DBOS_PACKAGES = { '@dbos-inc/dbos-sdk': '5.3.0' };
