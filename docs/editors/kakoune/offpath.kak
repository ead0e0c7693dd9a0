# Source this file from kakrc, behind kakoune-lsp (18 or newer).
hook -group offpath global BufSetOption filetype=python %{
    set-option -add buffer lsp_servers %{
        [offpath]
        root_globs = ["pyproject.toml", "offpath.toml", "setup.cfg", "manage.py", ".git"]
        command = "offpath"
        args = ["server"]
        settings_section = "offpath"
        [offpath.settings.offpath]
        # minConfidence = "high"
    }
}
