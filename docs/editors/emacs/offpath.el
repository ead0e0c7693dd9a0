;;; offpath.el --- Eglot and lsp-mode  -*- lexical-binding: t -*-

;; Eglot runs one server for a mode: this makes it offpath.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '((python-mode python-ts-mode) . ("offpath" "server"))))

;; lsp-mode runs it beside others.
(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection '("offpath" "server"))
                    :activation-fn (lsp-activate-on "python")
                    :server-id 'offpath
                    :add-on? t)))

;;; offpath.el ends here
