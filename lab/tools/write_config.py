#!/usr/bin/python3
"""Write a Freezeframe set up for what seed.py has made: write_config.py STATE FIRST_SSH_PORT

STATE/freezeframe/: config.yml, manifests/*.yml, README.txt (example commands).
"""
import json
import os
import sys

state, port = sys.argv[1], int(sys.argv[2])
folder = state + '/freezeframe'
with open(state + '/applications.json') as f:
    applications = json.load(f)
with open(state + '/recovery.json') as f:
    recovery = json.load(f)

CONFIG = '''\
# Written by the lab at each start.
instance: lab
store: { path: store/freezeframe.sqlite }
manifests: manifests
signingKey: ${file:signing-key}
clouds:
  lab:
    cloud: lab-bot                 # what Freezeframe works with: a member of the project
    reader: lab-admin              # what shows it pools and specs
    clientConfigFile: %(state)s/etc/clouds.yaml
    backends:                      # nobody but the operator can know what the lab's own driver does
      - { pool: lab@atomic, volumeTypes: [atomic], driver: labdriver.LabDriver, groupSnapshots: atomic }
      - { pool: lab@generic, volumeTypes: [generic], driver: labdriver.LabDriver, groupSnapshots: loops }
guests:
  ssh: { identityFile: id_ed25519, knownHostsFile: known_hosts }
%(recovery)soperators: { root: U0LABOPER }
limits: { betweenFreezes: 0s }     # so that examples can follow one another at once
'''
# Roles that its recipe freezes, and the table that the lab's writer writes to.
DATABASES = {
    'postgresql': {'roles': ('data', 'wal'), 'table': 'orders'},
    'mariadb': {'roles': ('data', 'redo', 'binlog'), 'table': 'pages'},
}
RECOVERY = '''\
recovery:                          # where restored volumes are read: with a key of its own
  ssh: { identityFile: recovery_ed25519, knownHostsFile: recovery_known_hosts }
  servers:
'''


def recovery_section():
    if not recovery:
        return ''
    return RECOVERY + ''.join(
        '    - { name: %s, cloud: lab, ssh: { host: 127.0.0.1, port: %d, user: freezeframe-recover } }\n'
        % (s['server'], port + s['place']) for s in recovery)


def stages(servers):
    """The database first, in one stage; what else there is in the next."""
    first = ['{ kind: %s, server: %s }' % (s['kind'], s['server']) for s in servers if s['kind'] in DATABASES]
    rest = []
    for s in servers:
        roles = [v['role'] for v in s['volumes'] if v['role'] not in DATABASES.get(s['kind'], {}).get('roles', ())]
        if roles:
            rest.append('{ kind: fsfreeze, server: %s, roles: [%s] }' % (s['server'], ', '.join(roles)))
    return [x for x in (first, rest) if x]


def restore(a, server):
    """Read on the recovery server: every file system, and the whole of the database if there is one."""
    lines = ['restore: { recoveryServer: %s }' % server, 'restoreTest:',
             '  target: { kind: server, name: %s }' % server, '  checks:', '    - { kind: filesystem }']
    for kind in [s['kind'] for s in a['servers'] if s['kind'] in DATABASES]:
        lines += ['    - { kind: %s }' % kind,
                  '    - { kind: %s, sql: "select count(*) from %s", atLeast: 1 }' % (kind, DATABASES[kind]['table'])]
    return lines


def manifest(a):
    lines = ['version: 1', 'application: ' + a['application'], 'cloud: lab',
             'owners: { operators: [U0LABOPER], approvers: [U0LABAPPR] }',
             'group:', '  name: ' + a['application'], '  type: ' + a['group_type'], '  volumes:']
    many = len(a['servers']) > 1
    for s in a['servers']:
        for v in s['volumes']:
            lines.append('    - { role: %s, name: %s, mount: %s%s }' % (
                v['role'], v['name'], v['mount'],
                ', server: ' + s['server'] if many else ''))
    lines.append('servers:')
    for s in a['servers']:
        lines.append('  - { name: %s, ssh: { host: 127.0.0.1, port: %d, user: freezeframe } }' % (s['server'], port + s['place']))
    lines += ['quiesce:', '  policy: require', '  budget: 10s', '  stages:']
    lines += ['    - [%s]' % ', '.join(stage) for stage in stages(a['servers'])]
    lines.append('objectives: { rto: 15m, grade: A }')
    if recovery:
        lines += restore(a, recovery[0]['server'])
    return '\n'.join(lines) + '\n'


def put(path, text):
    with open(os.path.join(folder, path), 'w') as f:
        f.write(text)


for a in applications:
    put('manifests/%s.yml' % a['application'], manifest(a))
put('config.yml', CONFIG % {'state': state, 'recovery': recovery_section()})
first = applications[0]['application']
restore_first = '              npx freezeframe restore %s --plan\n' % first if recovery else ''
put('README.txt', f'''
config        {folder}/config.yml
manifests     {folder}/manifests/: {', '.join(a['application'] for a in applications)}

try           export FREEZEFRAME_CONFIG={folder}/config.yml
              npx freezeframe doctor {first}
              npx freezeframe snapshot {first} --reason 'a first try'
              npx freezeframe points {first}
{restore_first}''')
