<?php
// A stand-in for the script of such incidents, for tests in a network namespace: it can reach one address only, one
// of the documentation range, and stops after 400 datagrams or 3 seconds, whatever it is asked for.
const SINK = '198.51.100.77', MOST = 400, LONGEST = 3.0, SIZE = 4000;
if (getenv('CULPRIT_TEST_SITE') !== 'yes' || ($_GET['act'] ?? '') !== 'phptools' || ($_GET['host'] ?? '') !== SINK) {
    exit('ready');
}
$seconds = min(LONGEST, max(0.0, (float) ($_GET['time'] ?? 0)));
$start = microtime(true);
for ($sent = 0; $sent < MOST && microtime(true) - $start < $seconds; ++$sent) {
    $to = fsockopen('udp://' . SINK, mt_rand(1024, 60000));
    fwrite($to, str_repeat('X', SIZE));
    fclose($to);
    usleep((int) (1e6 * $seconds / MOST));
}
echo "sent $sent\n";
