#!/usr/bin/python3
"""The whole story with a real web server: upload, orders, flood; then culprit reads capture, log and web folder.

Apache with mod_dav and PHP runs in a network namespace, everybody else in a second one. A stand-in script with hard
caps is put there over WebDAV and told twice to send to the one address it can reach. Ends with "N passed, N failed";
where the system does not let namespaces be made, that is said and nothing is counted.

usage: run.py --culprit BIN [--keep FOLDER]
"""
import argparse
import base64
import hashlib
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

import network
from network import OUTSIDE, SERVER

HERE = pathlib.Path(__file__).parent
MODULES = pathlib.Path('/usr/lib/apache2/modules')
ORDER = '/webdav/..php?act=phptools&host={victim}&time={seconds}'


def lacking():
    """Why the test cannot run here; empty where it can."""
    if os.geteuid() != 0:
        return 'it takes root to make network namespaces'
    for program in ('ip', 'unshare', 'nsenter', 'tcpdump', 'apache2'):
        if not shutil.which(program):
            return f'{program} is not installed'
    if not list(MODULES.glob('libphp*.so')):
        return 'PHP for Apache is not installed'
    if not scratch_base():
        return 'there is no folder for temporary files that the web server can reach'
    return ''


def open_to_all(path):
    """Can every user get to it?"""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def scratch_base():
    """The web server's user must reach its files; a private TMPDIR would not do."""
    bases = (pathlib.Path(name).resolve() for name in (tempfile.gettempdir(), '/tmp', '/var/tmp') if os.path.isdir(name))
    return next((base for base in bases if open_to_all(base)), None)


def prepare(root):
    """The server's folders; the web server's user must be able to write where WebDAV does."""
    for name in ('htdocs', 'webdav'):
        (root / name).mkdir()
    (root / 'htdocs/index.html').write_text('<!doctype html><title>Home</title><p>Welcome.')
    (root / 'htdocs/news.php').write_text('<?php echo "<p>News of ", htmlspecialchars($_GET["day"] ?? "today");')
    (root / 'webdav/webdav.txt').write_text('This is the folder for WebDAV.\n')
    digest = base64.b64encode(hashlib.sha1(b'xampp').digest()).decode()
    (root / 'webdav.passwd').write_text('wampp:{SHA}' + digest + '\n')
    module = next(MODULES.glob('libphp*.so')).name
    conf = (HERE / 'apache.conf').read_text()
    for name, value in (('ROOT', root), ('MODULES', MODULES), ('PHP', module[len('libphp'):-len('.so')]),
                        ('USER', 'www-data'), ('GROUP', 'www-data')):
        conf = conf.replace(f'@{name}@', str(value))
    (root / 'apache.conf').write_text(conf)
    shutil.chown(root, 'www-data', 'www-data')
    for path in (root / 'webdav', root / 'webdav/webdav.txt'):
        shutil.chown(path, 'www-data', 'www-data')


def wait_for(what, seconds=20):
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise TimeoutError('the web server or the capture did not start')
        time.sleep(0.05)


class Site:
    def __init__(self, root):
        self.root = root
        self.net = network.Network()
        prepare(root)
        self.net.start(self.net.inside, ['apache2', '-f', str(root / 'apache.conf'), '-DFOREGROUND'])
        wait_for((root / 'httpd.pid').exists)

    def visit(self, *steps):
        return json.loads(self.net.run(self.net.outside, [sys.executable, str(HERE / 'visit.py'), SERVER, json.dumps(steps)]))

    def capture(self, path):
        process = self.net.start(self.net.inside, ['tcpdump', '-i', 'wire', '-U', '-B', '32768', '-Z', 'root', '-w', str(path)],
                                 stderr=subprocess.DEVNULL)
        wait_for(lambda: path.exists() and path.stat().st_size >= 24)
        time.sleep(0.3)
        return process

    def close(self):
        self.net.close()


def play(site):
    """What happens. Gives the statuses that the server answered."""
    attacker, visitor, friend = (OUTSIDE[who] for who in ('attacker', 'visitor', 'friend'))
    home = [{'from': who, 'method': 'GET', 'path': path, 'pause': 0.02}
            for who, path in ((visitor, '/'), (friend, '/news.php?day=monday'), (visitor, '/favicon.ico'))]
    upload = site.visit(*home, {'from': attacker, 'method': 'OPTIONS', 'path': '/webdav/'},
                        {'from': attacker, 'method': 'PROPFIND', 'path': '/webdav/'},
                        {'from': attacker, 'method': 'PUT', 'path': '/webdav/..php', 'user': 'wampp:xampp', 'body': str(HERE / 'standin.php')},
                        {'from': attacker, 'method': 'GET', 'path': '/webdav/..php', 'pause': 1.1}, *home)
    capture = site.capture(site.root / 'capture.pcap')
    orders = site.visit(*home, *home,
                        {'from': attacker, 'method': 'GET', 'path': ORDER.format(victim=OUTSIDE['victim'], seconds=2), 'pause': 2},
                        *home, {'from': friend, 'method': 'GET', 'path': '/news.php?day=friday', 'pause': 1},
                        {'from': attacker, 'method': 'GET', 'path': ORDER.format(victim=OUTSIDE['victim'], seconds=1), 'pause': 0.5}, *home)
    network.end(capture)
    return upload + orders


def frames(path):
    """(number, payload from the IP header on) of a capture of Ethernet frames."""
    data = path.read_bytes()
    at, number = 24, 0
    while at + 16 <= len(data):
        captured = struct.unpack_from('<I', data, at + 8)[0]
        number += 1
        yield number, data[at + 16 + 14:at + 16 + captured]
        at += 16 + captured


def truth(root):
    """The frames and the lines that culprit must name, found without it."""
    victim = socket.inet_aton(OUTSIDE['victim'])
    orders = [number for number, packet in frames(root / 'capture.pcap') if b'GET /webdav/..php?act=phptools' in packet[20:400]]
    flood = sum(1 for _, packet in frames(root / 'capture.pcap') if packet[9:10] == b'\x11' and packet[16:20] == victim)
    lines = (root / 'access.log').read_text().splitlines()
    found = {'orders': [], 'upload': 0}
    for number, line in enumerate(lines, 1):
        if '"GET /webdav/..php?act=phptools' in line:
            found['orders'].append(number)
        if '"PUT /webdav/..php' in line and '" 201 ' in line:
            found['upload'] = number
    return {'frames': orders, 'flood': flood, 'lines': found['orders'], 'upload': found['upload'], 'count': len(lines)}


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, what, good, seen=''):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f'FAILED {what}: {seen}')


def evidence(order, kind):
    return [e for e in order.get('evidence', []) if e['kind'] == kind]


def check_together(check, report, known):
    check('verdict', report['verdict'] == 'attacking', report['verdict'])
    floods = [f for f in report['findings'] if f['kind'] == 'udp-flood']
    check('two floods', len(floods) == 2, len(floods))
    check('every packet of them', sum(f['packets'] for f in floods) == known['flood'],
          (sum(f['packets'] for f in floods), known['flood']))
    for flood, frame, line in zip(sorted(floods, key=lambda f: f['start']), known['frames'], known['lines']):
        order = flood.get('trigger') or {}
        check('the order', order.get('frame') == frame, (order.get('frame'), frame))
        check('its line', [e.get('line') for e in evidence(order, 'log')] == [line], (order.get('evidence'), line))
        check('who gave it', order.get('client') == OUTSIDE['attacker'], order.get('client'))
        check('against whom', [t['ip'] for t in flood['targets']] == [OUTSIDE['victim']], flood['targets'])
        check('how sure', order.get('probability', 0) > 0.95, order.get('probability'))
        check_entry(check, flood.get('entry') or {}, known)
    kinds = {e['kind'] for e in report['events']}
    check('the story', {'probe', 'upload', 'first-use', 'order', 'flood-start', 'flood-end'} <= kinds, kinds)
    check('one timeline', [e['time'] for e in report['events']] == sorted(e['time'] for e in report['events']), 'out of order')
    check('the clocks agree', abs(report['input'].get('clock_offset_s', 9)) < 1.0, report['input'].get('clock_offset_s'))
    log = next(f for f in report['input']['files'] if f['kind'] == 'log')
    check('every line', log['lines'] == known['count'] and log['bad_lines'] == 0, log)


def check_entry(check, entry, known):
    check('how it came in', entry.get('method') == 'PUT' and entry.get('client') == OUTSIDE['attacker'], entry)
    check('with which account', entry.get('account') == 'wampp', entry)
    check('the line of it', known['upload'] in [e.get('line') for e in entry.get('evidence', [])], (entry, known['upload']))


def check_files(check, report, root):
    bad = [f['path'] for f in report['files'] if f['verdict'] == 'malicious']
    check('the one bad file', bad == [str(root / 'webdav/..php')], report['files'])
    for flood in report['findings']:
        if flood['kind'] == 'udp-flood':
            told = [e.get('reason', '') for e in flood['entry']['evidence'] if e['kind'] == 'file']
            check('its time on disk agrees with the log', any('when the log says' in reason for reason in told), flood['entry'])
            check('the script on disk', flood['trigger'].get('script') == str(root / 'webdav/..php'), flood['trigger'].get('script'))


def check_configuration(check, report, root):
    """Without the web folder: the place of the script by the configuration, with the line that says so."""
    line = next(n for n, text in enumerate((root / 'apache.conf').read_text().splitlines(), 1) if text.startswith('Alias /webdav'))
    orders = [f['trigger'] for f in report['findings'] if f['kind'] == 'udp-flood']
    for order in orders:
        check('the file by the configuration', order.get('script') == str(root / 'webdav/..php'), order.get('script'))
        told = [(e['path'], e['line']) for e in evidence(order, 'config')]
        check('the line of the configuration', told == [(str(root / 'apache.conf'), line)], told)
    check('the configuration among the inputs', any(f['kind'] == 'config' and f['name'] == str(root / 'apache.conf')
                                                    for f in report['input']['files']), report['input']['files'])


def check_log_alone(check, report, known):
    check('verdict of the log', report['verdict'] == 'compromised', report['verdict'])
    found = [f for f in report['findings'] if f['kind'] == 'webshell-order']
    check('one script', len(found) == 1, [f['kind'] for f in report['findings']])
    for finding in found:
        lines = [e['line'] for o in finding['orders'] for e in evidence(o, 'log')]
        check('its orders', lines == known['lines'], (lines, known['lines']))
        check_entry(check, finding.get('entry') or {}, known)


def check_audit(check, culprit, root):
    """The configuration that let it happen; then one without any login, tried with a real server."""
    report = ask(culprit, 'audit', root / 'apache.conf')
    found = {f['kind']: f for f in report['findings']}
    check('the open doors', {'default-account', 'scripts-in-dav'} <= found.keys(), found.keys())
    check('the line of the account', any(e.get('path', '').endswith('webdav.passwd') and e.get('line') == 1
                                         for e in found.get('default-account', {}).get('evidence', [])), found.get('default-account'))
    words = ' '.join(text for r in found.get('scripts-in-dav', {}).get('remedies', []) for text in r.get('checked', []))
    check('behind a login, too', 'before the change a script that lies there ran' in words, words)
    (root / 'open').mkdir()
    conf = (root / 'apache.conf').read_text().replace('<LimitExcept GET POST OPTIONS>', '').replace('</LimitExcept>', '')
    (root / 'open/apache.conf').write_text(conf.replace('Require valid-user', 'Require all granted'))
    report = ask(culprit, 'audit', root / 'open/apache.conf')
    door = next((f for f in report['findings'] if f['kind'] == 'dav-open'), {})
    words = ' '.join(text for r in door.get('remedies', []) for text in r.get('checked', []))
    check('the change is proved by the audit', 'no longer finds it' in words, words)
    check('a real server refuses the upload then', 'with the change it refuses the upload' in words, words)
    check('and does not run what lies there', 'before the change a script that lies there ran' in words, words)


def ask(culprit, *arguments):
    done = subprocess.run([culprit, *map(str, arguments), '--format', 'json'], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f'culprit {arguments[0]}: exit status {done.returncode}: {done.stderr}')
    return json.loads(done.stdout)


def test(culprit, root, check):
    site = Site(root)
    try:
        statuses = play(site)
    finally:
        site.close()
    check('the server did as it was told', 201 in statuses and statuses.count(404) == 6, statuses)
    known = truth(root)
    check('two orders on the wire', len(known['frames']) == 2 and len(known['lines']) == 2, known)
    check('a flood', known['flood'] > 500, known)
    joined = ['explain', root / 'capture.pcap', '--log', root / 'access.log', root / 'error.log', '--config', root / 'apache.conf']
    check_configuration(check, ask(culprit, *joined), root)
    whole = ask(culprit, *joined, '--webroot', root / 'webdav', '--webroot', root / 'htdocs')
    check_together(check, whole, known)
    check_files(check, whole, root)
    check_audit(check, culprit, root)
    check_log_alone(check, ask(culprit, 'logs', root / 'access.log', root / 'error.log'), known)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--culprit', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    parser.add_argument('--keep', type=pathlib.Path, help='where capture and logs stay')
    options = parser.parse_args()
    if reason := lacking():
        print(f'skipped: {reason}\n0 passed, 0 failed')
        return 0
    check = Checks()
    with tempfile.TemporaryDirectory(prefix='culprit-site-', dir=scratch_base()) as scratch:
        root = pathlib.Path(scratch)
        root.chmod(0o755)
        try:
            test(options.culprit, root, check)
        except PermissionError as refused:
            print(f'skipped: {refused}\n0 passed, 0 failed')
            return 0
        except (OSError, RuntimeError, TimeoutError, subprocess.SubprocessError) as problem:
            check('the scenario', False, f'{problem} {getattr(problem, "stderr", "") or ""}')
        if options.keep:
            shutil.copytree(root, options.keep, dirs_exist_ok=True)
    print(f'{check.passed} passed, {check.failed} failed')
    return 1 if check.failed else 0


if __name__ == '__main__':
    sys.exit(main())
