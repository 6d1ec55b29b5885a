"""Two network namespaces with a wire between them, and the programs inside. All of it goes when it is closed."""
import contextlib
import os
import subprocess
import time

SERVER = '192.0.2.20'
OUTSIDE = {'attacker': '203.0.113.66', 'victim': '198.51.100.77', 'visitor': '203.0.113.9', 'friend': '203.0.113.10'}


class Network:
    """`inside` holds the web server, `outside` everybody else. Nothing else can be reached from either."""

    def __init__(self):
        self._stack = contextlib.ExitStack()
        try:
            self.inside, self.outside = self._namespace(), self._namespace()
            self._ip(self.inside, f'link add wire type veth peer name wire netns {self.outside}')
            for end in (self.inside, self.outside):
                self._ip(end, 'link set lo up')
                self._ip(end, 'link set wire up')
            self._ip(self.inside, f'address add {SERVER}/24 dev wire')
            self._ip(self.outside, 'address add 192.0.2.1/24 dev wire')
            for address in OUTSIDE.values():
                self._ip(self.outside, f'address add {address}/32 dev wire')
            self._ip(self.inside, 'route add default via 192.0.2.1')
        except BaseException:
            self.close()
            raise

    def _namespace(self):
        """A namespace lives as long as the process in it: nothing is left in the system, whatever happens."""
        keeper = subprocess.Popen(['unshare', '--net', 'sleep', '600'], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self._stack.callback(end, keeper)
        limit = time.monotonic() + 10
        while os.readlink(f'/proc/{keeper.pid}/ns/net') == os.readlink('/proc/self/ns/net'):
            if keeper.poll() is not None or time.monotonic() > limit:
                raise PermissionError('no network namespaces here: ' + keeper.stderr.read().decode().strip())
            time.sleep(0.01)
        return keeper.pid

    def _ip(self, where, arguments):
        self.run(where, ['ip', *arguments.split()])

    def start(self, where, command, **options):
        """A program in one of the namespaces, in a process group of its own; it is ended when the network is closed."""
        process = subprocess.Popen(['nsenter', f'--net=/proc/{where}/ns/net', *command], stdin=subprocess.DEVNULL,
                                   start_new_session=True, **options)
        self._stack.callback(end, process)
        return process

    def run(self, where, command, **options):
        return subprocess.run(['nsenter', f'--net=/proc/{where}/ns/net', *command], stdin=subprocess.DEVNULL, check=True,
                              capture_output=True, text=True, timeout=60, **options).stdout

    def close(self):
        self._stack.close()


def end(process):
    """SIGTERM, then SIGKILL for one that does not listen."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
