;;; offpath.el --- offpath in Emacs, by Eglot or lsp-mode  -*- lexical-binding: t -*-

;;; Commentary:

;; Load this file, then open a Python file and call M-x eglot (or M-x lsp).
;; Eglot runs one server for a buffer.  To keep another one, load offpath-flymake.el instead.

;;; Code:

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(python-mode . ("offpath" "server")))
  (add-to-list 'eglot-server-programs '(python-ts-mode . ("offpath" "server"))))

;; Settings, where the editor is to say something else than the project's pyproject.toml:
;; (setq-default eglot-workspace-configuration '(:offpath (:minConfidence "high")))

;; lsp-mode runs it beside other servers.
(declare-function lsp-register-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function lsp-activate-on "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection '("offpath" "server"))
                    :activation-fn (lsp-activate-on "python")
                    :server-id 'offpath
                    :add-on? t)))

(provide 'offpath)
;;; offpath.el ends here
