"""Runs the two programs and reads what they print. Nothing here judges."""
import dataclasses
import json
import subprocess

TIME_LIMIT_S = 300


@dataclasses.dataclass
class Answer:
    status: int
    out: bytes
    err: str

    @property
    def report(self):
        """The report, or None where standard output is not JSON."""
        try:
            return json.loads(self.out)
        except ValueError:
            return None


def explain(culprit, capture, *options, cwd=None, stdin=None):
    """culprit explain --format json CAPTURE; `stdin` is a file to be read through '-'."""
    command = [culprit, 'explain', '--format', 'json', *options, '-' if stdin else str(capture)]
    with open(stdin or '/dev/null', 'rb') as source:
        try:
            done = subprocess.run(command, stdin=source, capture_output=True, cwd=cwd, timeout=TIME_LIMIT_S)
        except subprocess.TimeoutExpired:
            return Answer(-1, b'', f'not done after {TIME_LIMIT_S} s')
    return Answer(done.returncode, done.stdout, done.stderr.decode(errors='replace').strip())


def generate(generator, arguments, out, truth=None):
    """Writes the capture OUT; gives what the generator knows about it."""
    command = [generator, arguments[0], str(out), *arguments[1:]]
    if truth:
        command += ['--truth', str(truth)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIME_LIMIT_S)
    if done.returncode:
        raise RuntimeError(f'the generator failed: {done.stderr.decode(errors="replace").strip()}')
    return json.loads(truth.read_text()) if truth else None


def incident(incidents, name, seed, folder):
    """Writes capture NUMBER of a class ("CLASS/NUMBER", as in tests/evaluate) to `folder`; gives what is known about it."""
    group, number = name.rsplit('/', 1)
    command = [incidents, '--out', str(folder), '--seed', str(seed), '--class', group, '--first', number, '--count', '1']
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIME_LIMIT_S)
    if done.returncode:
        raise RuntimeError(f'the generator failed: {done.stderr.decode(errors="replace").strip()}')
    return json.loads(done.stdout)
