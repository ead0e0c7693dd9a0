;;; What a user does in Emacs with Eglot, in batch.  -*- lexical-binding: t -*-
(setq make-backup-files nil create-lockfiles nil vc-handled-backends nil
      eglot-sync-connect 20 eglot-autoshutdown nil eglot-report-progress nil
      eglot-confirm-server-initiated-edits nil eglot-confirm-server-edits nil)
(package-initialize)
(require 'eglot)
(require 'flymake)
(require 'python)

(defun say (&rest arguments) (princ (concat (apply #'format arguments) "\n")))

(defun wait-for (what condition)
  (let ((end (+ (float-time) 20)) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless found (say "FAIL timeout: %s" what) (kill-emacs 1))
    found))

(defun findings ()
  "Lines and rules, in order; batch has no idle timers, so Flymake is started here."
  (flymake-start)
  (mapcar (lambda (each)
            (format "%d %s" (line-number-at-pos (flymake-diagnostic-beg each))
                    (if (string-match "\\[?\\(missing-timeout\\|debug-mode-enabled\\)\\]?" (flymake-diagnostic-text each))
                        (match-string 1 (flymake-diagnostic-text each))
                      (if (string-match-p "wait for ever" (flymake-diagnostic-text each))
                          "missing-timeout" "debug-mode-enabled"))))
          (sort (flymake-diagnostics)
                (lambda (one other) (< (flymake-diagnostic-beg one) (flymake-diagnostic-beg other))))))

(defun expect (&rest expected)
  (wait-for (format "%S" expected) (lambda () (equal (findings) expected)))
  (say "findings: %S" expected))

(defun apply-fix (line title)
  "Take the action TITLE of the finding on LINE."
  (goto-char (point-min))
  (forward-line (1- line))
  (let* ((found (seq-find (lambda (each) (= line (line-number-at-pos (flymake-diagnostic-beg each))))
                          (flymake-diagnostics)))
         (actions (eglot-code-actions (flymake-diagnostic-beg found) (flymake-diagnostic-end found) "quickfix"))
         (action (seq-find (lambda (each) (string-match-p (regexp-quote title) (plist-get each :title)))
                           (append actions nil))))
    (unless action (say "FAIL no action %s among %S" title actions) (kill-emacs 1))
    (if (fboundp 'eglot-execute)
        (eglot-execute (eglot-current-server) action)
      (let ((resolved (if (plist-get action :edit) action
                        (jsonrpc-request (eglot--current-server-or-lose) :codeAction/resolve action))))
        (eglot--apply-workspace-edit (plist-get resolved :edit))))
    (eglot--signal-textDocument/didChange)
    (say "applied: %s" title)))

(say "emacs %s" emacs-version)
(find-file "shop.py")
(python-mode)
(apply #'eglot--connect (eglot--guess-contact))
(wait-for "the server" #'eglot-managed-p)
(expect "11 missing-timeout" "15 debug-mode-enabled")

;; An unsaved edit with characters of several widths.
(goto-char (point-min))
(forward-line 8)
(insert "mark = \"😀é\"; found = requests.get(mark)\n\n")
(eglot--signal-textDocument/didChange)
(expect "9 missing-timeout" "13 missing-timeout" "17 debug-mode-enabled")

(apply-fix 9 "Set a time limit")
(expect "13 missing-timeout" "17 debug-mode-enabled")
(apply-fix 13 "Set a time limit")
(expect "17 debug-mode-enabled")
(apply-fix 17 "Remove `debug=True`")
(expect)

(let ((coding-system-for-write 'utf-8) (text (buffer-string)))
  (with-temp-file (getenv "OFFPATH_RESULT") (insert text)))
(set-buffer-modified-p nil)
(ignore-errors (eglot-shutdown (eglot-current-server)))
(say "PASS")
(kill-emacs 0)
