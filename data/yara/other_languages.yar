// Scripts in other languages than PHP: what they take from the request and hand to something that runs it.

rule asp_runs_request {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 13
  strings:
    $tag = "<%"
    $a = "eval request" nocase
    $b = "eval(request" nocase
    $c = "execute request" nocase
    $d = "execute(request" nocase
    $e = "executeglobal request" nocase
    $f = "executeglobal(request" nocase
    $g = "eval(Request.Item[" nocase
  condition:
    $tag and any of ($a, $b, $c, $d, $e, $f, $g)
}

rule asp_command_shell {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $tag = "<%"
    $shell = "wscript.shell" nocase
    $start = "ProcessStartInfo" nocase
    $run1 = ".exec(" nocase
    $run2 = ".run(" nocase
    $run3 = "cmd.exe" nocase
    $request = "request" nocase
  condition:
    $tag and $request and (($shell and any of ($run*)) or ($start and $run3))
}

rule jsp_runs_request {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 13
  strings:
    $tag = "<%"
    $tag_xml = "<jsp:"
    $exec = "getRuntime().exec("
    $builder = "ProcessBuilder("
    $load = "defineClass("
    $request = "request.get"
    $script = "ScriptEngineManager"
  condition:
    ($tag or $tag_xml) and $request and any of ($exec, $builder, $load, $script)
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

rule script_floods_udp {
  meta:
    kind = "malicious"
    capability = "flood"
    weight = 12
  strings:
    $perl = "pack_sockaddr_in"
    $perl_b = "sockaddr_in("
    $datagram = "SOCK_DGRAM"
    $python = ".sendto("
    $perl_send = "send("
    $loop_a = "while True"
    $loop_b = "while 1"
    $loop_c = "for (;"
    $loop_d = "for(;"
    $loop_e = "while(1)"
    $arg_a = "sys.argv"
    $arg_b = "@ARGV"
    $arg_c = "$ARGV["
    $word_a = "flood" nocase
    $word_b = "attack" nocase
  condition:
    $datagram and any of ($loop*) and any of ($arg*) and ($python or ($perl_send and ($perl or $perl_b))) and any of ($word*)
}

rule reverse_shell {
  meta:
    kind = "malicious"
    capability = "connect"
    weight = 12
  strings:
    $py_dup = "os.dup2("
    $py_connect = ".connect(("
    $perl_in = "open(STDIN,\">&S\")"
    $bash = "bash -i >& /dev/tcp/"
  condition:
    ($py_dup and $py_connect) or $perl_in or $bash
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
    weight = 11
  strings:
    $tag = "<%@"
    $start = "Process.Start("
    $starts = "ProcessStartInfo"
    $command_a = "cmd.exe" nocase
    $command_b = "\"/c \""
    $given = "Request"
    $given_b = ".Text"
  condition:
    $tag and ($start or $starts) and any of ($command*) and any of ($given*)
}

rule jsp_writes_request {
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
    $tag and $write and $request and $bytes
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
    weight = 9
  strings:
    $put = "putenv("
    $preload = "LD_PRELOAD="
  condition:
    all of them
}

rule cgi_runs_request {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 9
  strings:
    $perl = "->param("
    $perl_b = "`$"
    $perl_c = "system($"
    $perl_d = "exec($"
    $python = "cgi.FieldStorage("
    $python_b = "os.popen("
    $python_c = "os.system("
    $python_d = "subprocess."
    $shell = "eval \"$QUERY_STRING\""
  condition:
    ($perl and any of ($perl_*)) or ($python and any of ($python_*)) or $shell
}
