#!/usr/bin/env python3
"""The checks of the source tree, tried on small trees with one thing wrong each: a check that cannot fail is none."""
import pathlib
import tempfile
import unittest

import check_layers
import check_plugins
import tally

LAYERS = 'pure  low\npure  left right\nhost  machine\nwasm  web   (may include pure ones only)\n'


class Tree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = pathlib.Path(folder.name)
        self.write('src/LAYERS', LAYERS)

    def write(self, name, text):
        path = self.tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class Layers(Tree):
    def problems(self, name, text):
        self.write(name, text)
        return check_layers.check(self.tree)[0]

    def assert_refused(self, name, text, words):
        problems = self.problems(name, text)
        self.assertEqual(len(problems), 1, problems)
        self.assertIn(words, problems[0])

    def assert_allowed(self, name, text):
        self.assertEqual(self.problems(name, text), [])

    def test_down_is_allowed(self):
        self.assert_allowed('src/left/a.cc', '#include <vector>\n#include "left/a.h"\n#include "low/b.h"\n')

    def test_up(self):
        self.assert_refused('src/low/a.cc', '\n#include "left/b.h"\n', 'src/low/a.cc:2: low may not include left')

    def test_sideways(self):
        self.assert_refused('src/left/a.h', '#include "right/b.h"\n', 'left may not include right')

    def test_pure_sees_no_host(self):
        self.assert_refused('src/right/a.h', '#include "machine/b.h"\n', 'right may not include machine')

    def test_wasm_sees_no_host(self):
        self.assert_refused('src/web/a.cc', '#include "machine/b.h"\n#include "left/c.h"\n', 'web may not include machine')

    def test_tests_keep_to_the_layers_too(self):
        self.assert_refused('src/low/a_test.cc', '#include "right/b.h"\n', 'low may not include right')

    def test_unknown_room(self):
        self.assert_refused('src/attic/a.cc', '', 'src/attic: the room is not in src/LAYERS')

    def test_include_without_a_room(self):
        self.assert_refused('src/low/a.cc', '#include "b.h"\n', '"b.h" is no room/file')

    def test_operating_system_headers(self):
        for header in ('thread', 'mutex', 'chrono', 'filesystem', 'fstream', 'iostream', 'unistd.h', 'sys/socket.h',
                       'windows.h', 'cstdio', 'ctime', 'random', 'stdexcept'):
            with self.subTest(header):
                self.assert_refused('src/low/a.h', f'# include  <{header}>\n', f'<{header}> in the pure room low')

    def test_host_and_tests_may_use_them(self):
        self.assert_allowed('src/machine/a.cc', '#include <thread>\nvoid f() { try { g(); } catch (...) {} }\n')
        self.assert_allowed('src/low/a_test.cc', '#include <fstream>\n')

    def test_exceptions(self):
        self.assert_refused('src/low/a.cc', '/* \n */\nvoid f() { throw 1; }\n', 'src/low/a.cc:3: "throw" in')
        self.assert_refused('src/low/a.cc', "int x = 1'000; void f() { try { } int y = 2'000; }\n", '"try" in')

    def test_calls_that_reach_outside(self):
        self.assert_refused('src/low/a.cc', 'auto home = std::getenv("HOME");\n', '"getenv" in')
        self.assert_allowed('src/low/a.cc', 'int brand(int exit); int x = a.system + exit_code();\n')

    def test_words_in_comments_and_literals_are_no_code(self):
        self.assert_allowed(
            'src/low/a.cc',
            '// we try this\n/* throw\n#include <thread>\n*/\nauto a = "try \\" throw";\nauto b = R"x(try)" )x";\n'
            "char c = '\"'; int retry_throw = 1'000;\n")

    def test_a_tree_without_files_is_no_success(self):
        self.assertEqual(check_layers.check(self.tree), ([], 0))


class Plugins(Tree):
    def setUp(self):
        super().setUp()
        self.write('src/detect/detector.h', '')
        self.write('src/detect/detector.cc', '')
        self.write('src/detect/udp_flood.cc', 'extern const Detector udp_flood{};')
        self.write('src/detect/udp_flood_test.cc', '')
        self.write('docs/detectors/udp-flood.md', '')
        self.write('tests/cases/one/expected.json', '{"id": "udp-flood"}')

    def test_complete(self):
        self.assertEqual(check_plugins.check(self.tree), ([], ['udp-flood']))

    def test_no_page(self):
        (self.tree / 'docs/detectors/udp-flood.md').unlink()
        self.assertEqual(check_plugins.check(self.tree)[0], ['udp-flood: docs/detectors/udp-flood.md is missing'])

    def test_no_case(self):
        self.write('tests/cases/one/expected.json', '{"id": "udp-flood-of-another-kind"}')
        self.assertEqual(check_plugins.check(self.tree)[0], ['udp-flood: no golden case in tests/cases/ names it'])


class Tally(Tree):
    def count(self, name, text):
        self.write(name, text)
        return tally.count(self.tree / name)

    def test_plain_text(self):
        self.assertEqual(self.count('a.txt', 'noise\n3 passed, 1 failed\n\n7 passed, 2 failed\n'), (7, 2))

    def test_text_without_a_count_is_a_failure(self):
        self.assertEqual(self.count('a.txt', 'Traceback\n'), (0, 1))

    def test_failing_program_that_counts_no_failure(self):
        self.assertEqual(self.count('a.txt', '7 passed, 0 failed\nexit status 3\n'), (7, 1))
        self.assertEqual(self.count('a.txt', '7 passed, 2 failed\nexit status 1\n'), (7, 2))
        self.assertEqual(self.count('a.txt', '7 passed, 0 failed\nexit status 0\n'), (7, 0))

    def test_junit(self):
        text = ('<testsuite>'
                '<testcase name="unit-1" status="run"><system-out>[  PASSED  ] 12 tests.</system-out></testcase>'
                '<testcase name="unit-2" status="fail"><system-out>[  PASSED  ] 3 tests.\n'
                '[  FAILED  ] 2 tests, listed below:</system-out></testcase>'
                '<testcase name="crash" status="fail"><system-out>boom</system-out></testcase>'
                '<testcase name="check" status="run"><system-out>fine</system-out></testcase>'
                '<testcase name="off" status="disabled"/></testsuite>')
        self.assertEqual(self.count('a.xml', text), (12 + 3 + 1, 2 + 1))

    def test_junit_of_nothing_is_a_failure(self):
        self.assertEqual(self.count('a.xml', '<testsuite></testsuite>'), (0, 1))
        self.assertEqual(self.count('a.xml', ''), (0, 1))


if __name__ == '__main__':
    unittest.main()
