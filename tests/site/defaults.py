#!/usr/bin/python3
"""Debian's own Apache with PHP, as its packages set it up: culprit audit must find no open door in it.

The package apache2 is fetched and unpacked, not installed (installing would start a server); what its script switches on is
switched on in the copy. PHP's files are those of the installed packages. Ends with "N passed, N failed"; where the
package cannot be fetched, that is said and nothing is counted.

usage: defaults.py --culprit BIN
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

APACHE, PHP = pathlib.Path('/etc/apache2'), pathlib.Path('/etc/php')
HIGH = ('high', 'critical')


def switched_on(script, command):
    """The names that the package's script gives to a2enmod, a2enconf or a2ensite."""
    text = script.replace('\\\n', ' ')
    names = re.findall(rf'{command} (?:-\S+ )*([a-z0-9_-]+)', text)
    for variable, listed in re.findall(r'for (\w+) in ([^;]+);', text):
        if re.search(rf'{command} [^\n]*\${variable}\b', text):
            names += listed.split()
    return names


def unpack(root):
    subprocess.run(['apt-get', 'download', '-q', 'apache2'], check=True, cwd=root, capture_output=True, timeout=120)
    deb = next(root.glob('apache2_*.deb'))
    tree = root / 'system'
    subprocess.run(['dpkg-deb', '-x', deb, tree], check=True)
    subprocess.run(['dpkg-deb', '-e', deb, root / 'scripts'], check=True)
    return tree, (root / 'scripts/postinst').read_text()


def set_up(tree, script):
    """What installing the packages leaves behind. Gives how many parts were switched on."""
    conf = tree / 'etc/apache2'
    (tree / 'var/www/html').mkdir(parents=True, exist_ok=True)
    shutil.copytree(PHP, tree / 'etc/php', dirs_exist_ok=True)
    shutil.copytree(APACHE / 'mods-available', conf / 'mods-available', dirs_exist_ok=True)
    # mod_php needs the prefork kind; authn_core and authz_core come along as needed by others.
    modules = [m for m in switched_on(script, 'a2enmod') if not m.startswith('mpm_')] + ['authn_core', 'authz_core', 'mpm_prefork']
    modules += [path.stem for path in (conf / 'mods-available').glob('php*.load')]
    count = 0
    for kind, names in (('mods', modules), ('conf', switched_on(script, 'a2enconf')), ('sites', switched_on(script, 'a2ensite'))):
        (conf / f'{kind}-enabled').mkdir(exist_ok=True)
        for path in (p for name in names for p in sorted((conf / f'{kind}-available').glob(f'{name}.*'))):
            (conf / f'{kind}-enabled' / path.name).symlink_to(f'../{kind}-available/{path.name}')
            count += 1
    return count


def audit(culprit, tree):
    done = subprocess.run([culprit, 'audit', tree, '--format', 'json'], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f'culprit audit: exit status {done.returncode}: {done.stderr}')
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--culprit', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    options = parser.parse_args()
    failed = []
    with tempfile.TemporaryDirectory(prefix='culprit-defaults-') as scratch:
        try:
            tree, script = unpack(pathlib.Path(scratch))
            if not list(PHP.glob('*/apache2/php.ini')):
                raise FileNotFoundError('PHP for Apache is not installed')
        except (OSError, StopIteration, subprocess.SubprocessError) as problem:
            print(f'skipped: {problem}\n0 passed, 0 failed')
            return 0
        count = set_up(tree, script)
        report = audit(options.culprit, tree)
        read = {pathlib.Path(f['name']).name for f in report['input']['files']}
        high = [f['kind'] for f in report['findings'] if f['severity'] in HIGH]
        checks = {'all parts are switched on': count > 25, 'all were read': {'apache2.conf', '000-default.conf', 'php.ini'} <= read,
                  'no finding of high severity': not high, 'the verdict': report['verdict'] == 'ordinary'}
        # The same tree with one door opened: the audit does look at it.
        site = tree / 'etc/apache2/sites-available/000-default.conf'
        site.write_text(site.read_text().replace('</VirtualHost>', '<Directory /var/www/html>\nDav On\n</Directory>\n</VirtualHost>'))
        opened = [f['kind'] for f in audit(options.culprit, tree)['findings'] if f['severity'] in HIGH]
        checks['a door opened in it'] = 'dav-open' in opened
        failed = [what for what, good in checks.items() if not good]
    for what in failed:
        print(f'FAILED {what}: {high} {opened}')
    print(f'{len(checks) - len(failed)} passed, {len(failed)} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
