// Scripts in other languages than PHP: what they take from the request and hand to something that runs, writes or sends
// it. Where both stand in one expression the weight says "malicious"; where they only stand in one small file, less.

rule asp_runs_request {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 13
  strings:
    $tag = "<%"
    $tag_b = "runat" nocase
    $run = /[^.\w](execute|executeglobal|eval)[ \t(]{1,4}request/ nocase
  condition:
    ($tag or $tag_b) and $run
}

rule asp_runs_text {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $tag = "<%"
    $request = "request" nocase
    $run = /[^.\w'"](execute|executeglobal)[ \t(]{1,4}[a-z_]/ nocase
    $control = "ScriptControl" nocase
    $java = "java"
    $asp = /server\.|response\.|request[(.]|end sub|end function/ nocase
  condition:
    $tag and $request and $asp and ($run or $control) and not $java and filesize < 20KB
}

rule asp_command_shell {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $tag = "<%"
    $shell = "wscript.shell" nocase
    $shell_b = "shell.application" nocase
    $start = "ProcessStartInfo" nocase
    $start_b = ".StartInfo" nocase
    $run1 = ".exec(" nocase
    $run2 = ".run(" nocase
    $run3 = "cmd.exe" nocase
    $run4 = "shellexecute" nocase
    $request = "request" nocase
  condition:
    $tag and $request and ((any of ($shell*) and any of ($run*)) or (any of ($start*) and $run3))
}

rule asp_writes_request {
  meta:
    kind = "malicious"
    capability = "upload"
    weight = 12
  strings:
    $tag = "<%"
    $files = "scripting.filesystemobject" nocase
    $create = /(createtextfile|opentextfile)[ \t(]{1,4}[^\n]{0,40}request/ nocase
    $stream = "adodb.stream" nocase
    $save = /savetofile[ \t(]{1,4}[^\n]{0,40}request/ nocase
  condition:
    $tag and (($files and $create) or ($stream and $save))
}

rule aspx_loads_request {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $tag = "<%@"
    $load = "Assembly"
    $loads = ".Load("
    $request = "Request"
    $make = "CreateInstance("
  condition:
    $tag and $load and $loads and $request and $make
}

rule aspx_starts_command {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $tag = "<%@"
    $start = "Process.Start("
    $starts = "ProcessStartInfo"
    $starts_b = ".StartInfo."
    $command_a = "cmd.exe" nocase
    $command_b = "\"/c \""
    $command_c = "powershell" nocase
    $given = "Request"
    $given_b = ".Text"
  condition:
    $tag and any of ($start*) and any of ($command*) and any of ($given*)
}

rule aspx_writes_request {
  meta:
    kind = "malicious"
    capability = "upload"
    weight = 12
  strings:
    $tag = "<%@"
    $write = /File\.(WriteAllText|WriteAllBytes|AppendAllText|Create|CreateText)[ \t]{0,3}\([^;\n]{0,80}Request/
    $stream = /StreamWriter[ \t]{0,3}\([^;\n]{0,60}Request/
  condition:
    $tag and ($write or $stream)
}

rule aspx_keeps_upload {
  meta:
    kind = "malicious"
    capability = "upload"
    weight = 9
  strings:
    $tag = "<%@"
    $save = ".SaveAs("
    $name = ".FileName"
    $place = "MapPath("
  condition:
    all of them and filesize < 3KB
}

rule jsp_runs_request {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 13
  strings:
    $tag = "<%"
    $tag_xml = "<jsp:"
    $runtime = /getRuntime[ \t]{0,3}\([ \t]{0,3}\)/
    $exec = ".exec("
    $builder = "ProcessBuilder("
    $load = "defineClass("
    $request = "request."
    $script = "ScriptEngineManager"
    $eval = ".eval("
  condition:
    ($tag or $tag_xml) and $request and (($runtime and $exec) or $builder or $load or ($script and $eval))
}

rule jsp_reflects_request {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $tag = "<%"
    $class = "Class.forName("
    $method = "getMethod("
    $invoke = ".invoke("
    $request = "request.get"
  condition:
    all of them and filesize < 20KB
}

rule jsp_expression_runs_command {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 13
  strings:
    $a = /[$#]\{[^}\n]{0,120}(getRuntime\(\)|ProcessBuilder)/
  condition:
    $a
}

rule jsp_spelled_in_escapes {
  meta:
    kind = "malicious"
    capability = "hide"
    weight = 11
  strings:
    $tag = "<%"
    $spelled = /(\\u+00[4-7][0-9a-fA-F]){3}/
  condition:
    all of them
}

rule jsp_writes_request {
  meta:
    kind = "malicious"
    capability = "upload"
    weight = 12
  strings:
    $tag = "<%"
    $write = /(FileOutputStream|FileWriter|RandomAccessFile)[ \t]{0,3}\([^;\n]{0,60}request\.getParameter/
  condition:
    $tag and $write
}

rule jsp_stores_request {
  meta:
    kind = "malicious"
    capability = "upload"
    weight = 9
  strings:
    $tag = "<%"
    $write = "FileOutputStream("
    $request = "request.getParameter("
    $bytes = ".getBytes("
  condition:
    all of them
}

rule perl_shell_over_web {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 11
  strings:
    $a = "CGI-Telnet"
    $b = "cgitelnet"
    $c = "perlbot" nocase
    $d = "ShellBot"
  condition:
    any of them
}

rule perl_runs_request {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $perl = "perl"
    $given = /(`|\bsystem\b|\bexec\b|\beval\b)[^;`\n]{0,24}(param[ \t]{0,2}\(|QUERY_STRING|\$(in|FORM|q|query)\{)/
    $text = "Content-type" nocase
  condition:
    $perl and $given and $text
}

rule perl_runs_text_of_request {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $perl = /^#![^\n]{0,40}perl/
    $web_a = "QUERY_STRING"
    $web_b = "CONTENT_LENGTH"
    $web_c = "param("
    $run_a = /`[ \t]{0,3}\$\w+/
    $run_b = /open[ \t]{0,3}\(?[ \t]{0,3}\w+[ \t]{0,3},[ \t]{0,3}"\$\w+[^"\n]{0,12}\|/
    $run_c = /\b(system|exec|eval)[ \t]{0,3}\(?[ \t]{0,3}"?\$\w+/
  condition:
    $perl and any of ($web*) and any of ($run*) and filesize < 3KB
}

rule cgi_runs_request {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $python = /(os\.popen|os\.system|subprocess\.\w+|\beval|\bexec)\([^)\n]{0,60}(getvalue\(["']|getfirst\(["']|QUERY_STRING|request\.(args|form|GET|POST|values|params)|self\.path)/
    $shell = /eval[^\n]{0,80}QUERY_STRING/
    $shell_b = /sh -c[^\n]{0,40}QUERY_STRING/
    $ruby = /(`|%x[({])[^`\n]{0,30}#\{[ \t]{0,3}(c|cgi|params|request)\b/
    $include = /<!--#exec [^>\n]{0,40}QUERY_STRING/
  condition:
    any of them
}

rule small_cgi_runs_commands {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $web_a = "cgi.FieldStorage("
    $web_b = "QUERY_STRING"
    $web_c = "parse_qs("
    $run_a = "os.popen("
    $run_b = "os.system("
    $run_c = "shell=True"
    $text = "Content-type:" nocase
  condition:
    $text and any of ($web*) and any of ($run*) and filesize < 3KB
}

rule script_floods_udp {
  meta:
    kind = "malicious"
    capability = "flood"
    weight = 12
  strings:
    $datagram = "SOCK_DGRAM"
    $datagram_b = /Proto[ \t]{0,3}=>[ \t]{0,3}["']udp/
    $send_a = ".sendto("
    $send_b = /\bsend[ \t]{0,2}\(/
    $send_c = "->send("
    $loop_a = /while[ \t(]{0,3}(True|1\b|time)/
    $loop_b = /for[ \t]{0,3}\([ \t]{0,3};/
    $given_a = "sys.argv"
    $given_b = "ARGV"
    $given_c = /=[ \t]{0,3}shift\b|=>[ \t]{0,3}shift\b/
    $given_d = /\b(raw_)?input\(/
    $answer_a = "recv"
    $answer_b = /<\$\w+>/
  condition:
    any of ($datagram*) and any of ($send*) and any of ($loop*) and any of ($given*) and not any of ($answer*) and filesize < 30KB
}

rule script_says_flood {
  meta:
    kind = "malicious"
    capability = "flood"
    weight = 12
  strings:
    $datagram = "SOCK_DGRAM"
    $loop_a = "while True"
    $loop_b = "while 1"
    $loop_c = "for (;"
    $loop_d = "for(;"
    $loop_e = "while(1)"
    $arg_a = "sys.argv"
    $arg_b = "ARGV"
    $send_a = ".sendto("
    $send_b = "send("
    $word_a = "flood" nocase
    $word_b = "attack" nocase
  condition:
    $datagram and any of ($loop*) and any of ($arg*) and any of ($send*) and any of ($word*)
}

rule reverse_shell {
  meta:
    kind = "malicious"
    capability = "connect"
    weight = 12
  strings:
    $py_dup = "os.dup2("
    $py_connect = /\.connect\([ \t]{0,3}\(/
    $shell_a = "/bin/sh"
    $shell_b = "/bin/bash"
    $shell_c = "pty.spawn"
    $perl_in = /open[ \t]{0,3}\(?[ \t]{0,3}STDIN[ \t]{0,3},[ \t]{0,3}["'][<>+]{0,2}&/
    $perl_socket = "Socket"
    $perl_exec = "exec"
    $bash = /bash -i[ \t]{0,3}[>&]{1,2}[ \t]{0,3}\/dev\/tcp\//
  condition:
    ($py_dup and $py_connect and any of ($shell_*)) or ($perl_in and $perl_socket and $perl_exec and any of ($shell_*)) or $bash
}

rule irc_bot_runs_commands {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $say = "PRIVMSG"
    $nick = /NICK[ \t]{1,3}/
    $join = "JOIN"
    $run_a = /=[ \t]{0,3}`[^`\n]{0,20}\$/
    $run_b = "shell_exec("
    $run_c = "os.popen("
    $run_d = /\bsystem[ \t]{0,2}\([ \t]{0,3}\$/
  condition:
    $say and $nick and $join and any of ($run*) and filesize < 200KB
}

rule cfm_runs_command {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $run = "<cfexecute" nocase
    $form = "#form." nocase
    $url = "#url." nocase
  condition:
    $run and ($form or $url)
}

rule php_library_preload {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $put = "putenv("
    $preload = "LD_PRELOAD="
  condition:
    all of them
}

rule php_command_through_mailbox {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $open = "imap_open"
    $command = "oProxyCommand"
  condition:
    all of them
}
