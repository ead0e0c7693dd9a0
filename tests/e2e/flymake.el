;;; offpath through Flymake, beside whatever server Eglot runs, in batch.  -*- lexical-binding: t -*-
(setq make-backup-files nil create-lockfiles nil vc-handled-backends nil)
(require 'flymake)
(require 'python)

(defun say (&rest arguments) (princ (concat (apply #'format arguments) "\n")))

(defun expect (&rest expected)
  "Wait until the findings, in order, are those EXPECTED: lines and rules."
  (let ((end (+ (float-time) 20)) (found 'none))
    (flymake-start)
    (while (and (not (equal (setq found (mapcar #'shown (sorted))) expected)) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless (equal found expected) (say "FAIL found %S, expected %S" found expected) (kill-emacs 1))
    (say "findings: %S" found)))

(defun sorted ()
  (sort (flymake-diagnostics) (lambda (one other) (< (flymake-diagnostic-beg one) (flymake-diagnostic-beg other)))))

(defun shown (diagnostic)
  (let ((text (flymake-diagnostic-text diagnostic)))
    (string-match "\\[\\([a-z-]+\\)\\]\\'" text)
    (format "%d %s" (line-number-at-pos (flymake-diagnostic-beg diagnostic)) (match-string 1 text))))

(find-file "shop.py")
(python-mode)
(offpath-flymake-setup)
(expect "11 missing-timeout" "15 debug-mode-enabled")
(goto-char (point-min))
(insert "# über 😀\n")
(expect "12 missing-timeout" "16 debug-mode-enabled")
(search-forward "debug=True")
(replace-match "")
(expect "12 missing-timeout")
(set-buffer-modified-p nil)
(say "PASS")
(kill-emacs 0)
