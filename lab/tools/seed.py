#!/usr/bin/python3
"""Make the lab's applications in the cloud: groups, volumes, servers, attachments. Idempotent.

seed.py CLOUDS_YAML host|guests FOLDER [MORE]   as user bot; writes FOLDER/applications.json and FOLDER/recovery.json
"""
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import yaml
from keystoneauth1 import session
from keystoneauth1.identity import v3

DATABASE = {'data': '/var/lib/postgresql/15', 'wal': '/var/lib/postgresql-wal'}


def orders(application, prefix, volume_type, group_type, server):
    return {'application': application, 'volume_type': volume_type, 'group_type': group_type, 'servers': [
        {'server': server, 'kind': 'postgresql',
         'volumes': [{'role': r, 'name': '%s-%s' % (prefix, r), 'mount': m}
                     for r, m in {**DATABASE, 'config': '/etc/orders'}.items()]}]}


APPLICATIONS = {
    'host': [
        orders('orders-db', 'orders', 'atomic', 'consistent', 'orders-db-1'),
        orders('orders-db-loop', 'orders-loop', 'generic', 'plain', 'orders-db-loop-1'),
        {'application': 'shop', 'volume_type': 'atomic', 'group_type': 'consistent', 'servers': [
            {'server': 'shop-db-1', 'kind': 'postgresql',
             'volumes': [{'role': r, 'name': 'shop-db-' + r, 'mount': m} for r, m in DATABASE.items()]},
            {'server': 'shop-app-1', 'kind': 'files', 'volumes': [
                {'role': 'uploads', 'name': 'shop-app-uploads', 'mount': '/srv/uploads'},
                {'role': 'config', 'name': 'shop-app-config', 'mount': '/etc/shop'}]}]}],
    'guests': [orders('orders-vm', 'orders-vm', 'atomic', 'consistent', 'orders-vm-1')],
}
# What is not in every lab, by the name that up.sh has for it.
MORE = {'mariadb': [{'application': 'wiki-db', 'volume_type': 'atomic', 'group_type': 'consistent', 'servers': [
    {'server': 'wiki-db-1', 'kind': 'mariadb',
     'volumes': [{'role': r, 'name': 'wiki-db-' + r, 'mount': m} for r, m in {
         'data': '/var/lib/mysql', 'redo': '/var/lib/mysql-redo', 'binlog': '/var/lib/mysql-binlog'}.items()]}]}]}
# Where restored volumes are read; Nova's word that each of them is meant for that.
RECOVERY = {'host': [{'server': 'recovery-1', 'kind': 'recovery', 'volumes': []}], 'guests': []}
MARK = {'freezeframe:recovery': 'yes'}

with open(sys.argv[1]) as f:
    cloud = yaml.safe_load(f)['clouds']['lab-bot']
real = sys.argv[2] == 'guests'
applications, recovery, folder = APPLICATIONS[sys.argv[2]], RECOVERY[sys.argv[2]], sys.argv[3]
more = [a for name in sys.argv[4:] for a in MORE[name]]
# Where its sshd is among the lab's ports. What comes later moves no other.
for place, x in enumerate([x for a in applications for x in a['servers']] + recovery + [x for a in more for x in a['servers']]):
    x['place'] = place
applications += more
s = session.Session(auth=v3.Password(**cloud['auth']))
VERSION = {'volumev3': 'volume 3.64', 'compute': 'compute 2.37', 'image': 'image 2'}


def call(service, method, path, raise_exc=True, **body):
    kw = {'json': body} if body else {}
    r = s.request(path, method, endpoint_filter={'service_type': service}, raise_exc=raise_exc,
                  headers={'OpenStack-API-Version': VERSION[service]}, **kw)
    return r.json() if r.content else {}


def by_name(service, path):
    key = path.strip('/').split('/')[0].split('?')[0]
    return {x['name']: x for x in call(service, 'GET', path)[key]}


def until(service, path, key, wanted, seconds=120):
    end = time.time() + seconds
    while True:
        x = call(service, 'GET', path)[key]
        if x['status'] == wanted:
            return x
        if x['status'].lower().startswith('error') and not x.get('OS-EXT-STS:task_state') or time.time() > end:
            sys.exit('%s %s is %s instead of %s' % (key, x['name'], x['status'], wanted))
        time.sleep(0.2)


def make_groups(have):
    types = {t['name']: t['id'] for t in call('volumev3', 'GET', '/group_types')['group_types']}
    kinds = {t['name']: t['id'] for t in call('volumev3', 'GET', '/types')['volume_types']}
    for a in applications:
        group = have.get(a['application']) or call('volumev3', 'POST', '/groups', group={
            'name': a['application'], 'group_type': types[a['group_type']],
            'volume_types': [kinds[a['volume_type']]]})['group']
        a['group'] = until('volumev3', '/groups/' + group['id'], 'group', 'available')['id']


def make_volumes(have):
    for a in applications:
        for server in a['servers']:
            for v in server['volumes']:
                volume = have.get(v['name']) or call('volumev3', 'POST', '/volumes', volume={
                    'name': v['name'], 'size': 1, 'volume_type': a['volume_type'], 'group_id': a['group']})['volume']
                v['id'] = volume['id']


def boot_volume(name, have):
    volume = have.get(name)
    if not volume:
        image = call('image', 'GET', '/v2/images?name=guest')['images'][0]['id']
        volume = call('volumev3', 'POST', '/volumes', volume={
            'name': name, 'size': 2, 'imageRef': image, 'volume_type': 'generic'})['volume']
    if volume.get('status') != 'in-use':
        until('volumev3', '/volumes/' + volume['id'], 'volume', 'available')
    return volume['id']


def make_server(server, have, volumes):
    found = have.get(server['server'])
    if not found:
        body = {'name': server['server'], 'networks': 'none', 'metadata': MARK if server in recovery else {}}
        if real:
            body.update(flavorRef='guest', config_drive=True, block_device_mapping_v2=[{
                'uuid': boot_volume(server['server'] + '-boot', volumes), 'source_type': 'volume',
                'destination_type': 'volume', 'boot_index': 0, 'delete_on_termination': True}])
        else:
            body.update(flavorRef='tiny',
                        imageRef=call('image', 'GET', '/v2/images?name=blank')['images'][0]['id'])
        found = call('compute', 'POST', '/servers', server=body)['server']
    elif real and (found['status'] != 'ACTIVE' or found['OS-EXT-STS:power_state'] != 1):
        call('compute', 'POST', '/servers/%s/action' % found['id'], reboot={'type': 'HARD'})
    server['id'] = found['id']
    until('compute', '/servers/' + server['id'], 'server', 'ACTIVE')
    for v in server['volumes']:
        volume = volumes.get(v['name'])
        if volume and volume['status'] == 'in-use':
            continue
        until('volumev3', '/volumes/' + v['id'], 'volume', 'available')
        call('compute', 'POST', '/servers/%s/os-volume_attachments' % server['id'],
             volumeAttachment={'volumeId': v['id']})
        until('volumev3', '/volumes/' + v['id'], 'volume', 'in-use')


volumes = by_name('volumev3', '/volumes/detail')
servers = by_name('compute', '/servers/detail')
make_groups(by_name('volumev3', '/groups/detail'))
make_volumes(volumes)
with ThreadPoolExecutor(4) as pool:
    list(pool.map(lambda x: make_server(x, servers, volumes),
                  [x for a in applications for x in a['servers']] + recovery))
for name, seeded in (('recovery', recovery), ('applications', applications)):
    with open('%s/%s.json.new' % (folder, name), 'w') as f:
        json.dump(seeded, f, indent=1)
    os.rename(f.name, f.name[:-len('.new')])
