/**
 * What has Cinder count a project's quota anew, with the next request that takes any of it (cinder/db/sqlalchemy/api.py,
 * quota_reserve). Not `cinder-manage quota sync`: it knows no `groups`, and dies of that in a project that has ever had a
 * group (cinder/cmd/manage.py, _check_sync; seen in 21.3.1).
 */
export const recountQuota = (projectId: string): string =>
  `mysql cinder -e "UPDATE quota_usages SET until_refresh = 1 WHERE project_id = '${projectId}' AND NOT deleted"`;
