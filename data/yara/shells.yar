// Marks of known families of web shells and flood scripts: names, versions and replies that they write themselves.
// What a script can do is not told from here but from following its values (src/audit); a rule is a second witness.
// meta: kind (malicious, admin-tool, encoder), capability (docs of "culprit scan"), weight (natural logarithm of how much
// more often a malicious file shows this than an ordinary one). Plain strings only: an expression without a good fixed
// part would be tried at every byte.

rule flood_script_reply {
  meta:
    kind = "malicious"
    capability = "flood"
    weight = 10
  strings:
    $a = "packets averaging"
    $b = "packets per second"
  condition:
    all of them
}

rule flood_script_form {
  meta:
    kind = "malicious"
    capability = "flood"
    weight = 9
  strings:
    $a = "act=phptools"
    $b = "value=\"phptools\""
    $c = "value=phptools"
    $d = "'phptools'"
  condition:
    any of them
}

rule irc_bot_with_floods {
  meta:
    kind = "malicious"
    capability = "flood"
    weight = 10
  strings:
    $a = "udpflood"
    $b = "PRIVMSG"
    $c = "tcpflood"
  condition:
    $b and ($a or $c)
}

rule known_shell_by_name {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 11
  strings:
    $a1 = "WSO_VERSION"
    $a2 = "wsoEx("
    $a3 = "'FilesMan'"
    $a4 = "\"FilesMan\""
    $a5 = "c99shell"
    $a6 = "c99sh_"
    $a7 = "r57shell"
    $a8 = "b374k"
    $a9 = "IndoXploit"
    $b1 = "0byt3m1n1"
    $b2 = "AnonymousFox"
    $b3 = "ALFA_DATA"
    $b4 = "alfacgiapi"
    $b5 = "Gel4y Mini Shell"
    $b6 = "{Ninja-Shell}"
    $b7 = "GIF89a;<?php"
    $b8 = "PHPJackal"
    $b9 = "Locus7Shell"
    $c1 = "Ani-Shell"
    $c2 = "SimAttacker"
    $c3 = "Antichat Shell"
    $c4 = "NIX REMOTE WEB-SHELL"
    $c6 = "phpRemoteView"
    $c7 = "Safe0ver"
    $c8 = "EgY_SpIdEr"
    $c9 = "Crystal shell"
    $d1 = "aZRaiLPhp"
    $d2 = "SnIpEr_SA"
    $d3 = "Dive Shell"
    $d5 = "STNC WebShell"
    $d6 = "PHPSPY"
    $d7 = "KA_uShell"
    $d8 = "lama's'hell"
    $d9 = "rootshell v"
    $e1 = "CasuS 1."
    $e2 = "Cyb3r Sh3ll"
    $e3 = "SyRiAn Sh3ll"
    $e4 = "matamu Mat"
    $e5 = "Mailer-1 v"
    $e6 = "Sosyete Safe Mode"
    $e7 = "zehir4"
    $e8 = "w4ck1ng shell"
  condition:
    any of them
}

rule encrypted_shell_default_key {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $a = "e45e329feb5d925b"
    $b = "3c6e0b8a9c15224a"
  condition:
    any of them
}

rule mass_mailer {
  meta:
    kind = "malicious"
    capability = "mail-spam"
    weight = 10
  strings:
    $a = "Leaf PHPMailer"
    $b = "leafmailer"
    $c = "Mass Mailer"
    $d = "emaillist"
    $e = "GammaMailer"
  condition:
    $a or $b or $e or ($c and $d)
}

rule spelled_in_escapes {
  meta:
    kind = "malicious"
    capability = "hide"
    weight = 9
  strings:
    $eval = "\\x65\\x76\\x61\\x6c\\x28"
    $eval_upper = "\\x65\\x76\\x61\\x6C\\x28"
    $base64 = "\\x62\\x61\\x73\\x65\\x36\\x34\\x5f\\x64"
    $base64_upper = "\\x62\\x61\\x73\\x65\\x36\\x34\\x5F\\x64"
    $globals = "${\"\\x47\\x4c\\x4f\\x42\\x41\\x4c\\x53\"}"
    $globals_upper = "${\"\\x47\\x4c\\x4fB\\x41\\x4c\\x53\"}"
  condition:
    any of them
}

rule makes_administrator_for_visitor {
  meta:
    kind = "malicious"
    capability = "execute"
    weight = 12
  strings:
    $make_a = "wp_create_user("
    $make_b = "wp_insert_user("
    $role = "administrator"
    $there = "username_exists("
    $hook = "add_action("
    $given_a = "$_GET["
    $given_b = "$_REQUEST["
    $given_c = "$_COOKIE["
  condition:
    any of ($make*) and $role and $there and $hook and any of ($given*) and filesize < 20KB
}

rule pingback_flood {
  meta:
    kind = "malicious"
    capability = "flood"
    weight = 9
  strings:
    $call = "pingback.ping"
    $given_a = "$_GET["
    $given_b = "$_POST["
    $given_c = "$_REQUEST["
    $loop_a = "foreach"
    $loop_b = "while"
    $loop_c = "for("
    $send_a = "curl_"
    $send_b = "fsockopen"
  condition:
    $call and any of ($given*) and any of ($loop*) and any of ($send*) and filesize < 10KB
}
