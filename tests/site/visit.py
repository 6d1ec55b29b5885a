"""Requests to the web server, one after another: a list of steps as JSON on the command line, answers' statuses out.

A step is {"from": address, "method": "GET", "path": "/", "user": "name:password", "body": file, "pause": seconds}.
"""
import base64
import http.client
import json
import pathlib
import sys
import time


def visit(server, step):
    headers = {'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64)'}
    if 'user' in step:
        headers['Authorization'] = 'Basic ' + base64.b64encode(step['user'].encode()).decode()
    body = pathlib.Path(step['body']).read_bytes() if 'body' in step else None
    line = http.client.HTTPConnection(server, 80, timeout=20, source_address=(step['from'], 0))
    line.request(step['method'], step['path'], body, headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    time.sleep(step.get('pause', 0))
    return answer.status


def main():
    server, steps = sys.argv[1], json.loads(sys.argv[2])
    print(json.dumps([visit(server, step) for step in steps]))


if __name__ == '__main__':
    main()
