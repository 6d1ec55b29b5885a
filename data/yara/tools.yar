// Programs that their owners install to look after a site: powerful, so worth a line, but no malware by themselves.
// And encoders of source code: what lies behind them cannot be judged.

rule adminer {
  meta:
    kind = "admin-tool"
    capability = "browse"
    weight = 0
  strings:
    $a = "Adminer - Compact database management"
    $b = "Adminer Editor - Compact database editor"
  condition:
    any of them
}

rule tiny_file_manager {
  meta:
    kind = "admin-tool"
    capability = "browse"
    weight = 0
  strings:
    $a = "Tiny File Manager"
    $b = "fm_enc("
  condition:
    all of them
}

rule php_mini_admin {
  meta:
    kind = "admin-tool"
    capability = "browse"
    weight = 0
  strings:
    $a = "phpMiniAdmin"
    $b = "PHP Mini MySQL Admin"
  condition:
    all of them
}

rule php_file_manager {
  meta:
    kind = "admin-tool"
    capability = "browse"
    weight = 0
  strings:
    $a = "PHP File Manager"
    $b = "FM_SESSION_ID"
    $c = "phpFileManager"
    $d = "fm_current_dir"
  condition:
    ($a and $b) or ($c and $d)
}

rule encoder {
  meta:
    kind = "encoder"
    weight = 0
  strings:
    $a = "extension_loaded('ionCube Loader')"
    $b = "extension_loaded('SourceGuardian')"
    $c = "function_exists('sg_load')"
    $d = "<?php @Zend;"
  condition:
    any of them
}
