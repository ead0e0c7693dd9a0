;;; offpath-flymake.el --- offpath's findings beside any Eglot server  -*- lexical-binding: t -*-

;;; Commentary:

;; Eglot runs one server for a buffer.  This shows offpath's findings through Flymake, whichever server runs:
;;
;;   (load "offpath-flymake.el")
;;   (add-hook 'python-mode-hook #'offpath-flymake-setup)
;;
;; Fixes need the language server; `offpath check FILE --fix' makes the safe ones.

;;; Code:

(require 'flymake)
(require 'json)

(defvar-local offpath-flymake--process nil
  "The check that runs for this buffer.")

(defun offpath-flymake-setup ()
  "Show offpath's findings in this buffer."
  (add-hook 'flymake-diagnostic-functions #'offpath-flymake nil t)
  ;; Eglot removes other functions from the hook, unless it is told not to.
  (set (make-local-variable 'eglot-stay-out-of) (cons 'flymake-diagnostic-functions
                                                      (bound-and-true-p eglot-stay-out-of)))
  (when (fboundp 'eglot-flymake-backend)
    (add-hook 'flymake-diagnostic-functions #'eglot-flymake-backend nil t))
  (flymake-mode 1))

(defun offpath-flymake (report &rest _)
  "Check the buffer's text, and hand the findings to REPORT."
  (when (process-live-p offpath-flymake--process)
    (kill-process offpath-flymake--process))
  (let ((source (current-buffer))
        (file (or buffer-file-name "buffer.py")))
    (setq offpath-flymake--process
          (make-process
           :name "offpath" :noquery t :connection-type 'pipe
           :buffer (generate-new-buffer " *offpath*")
           :stderr (get-buffer-create " *offpath errors*")
           :command (list "offpath" "check" "--output-format" "json" "--stdin-filename" file "-")
           :sentinel
           (lambda (process _)
             (when (memq (process-status process) '(exit signal))
               (unwind-protect
                   (when (and (buffer-live-p source)
                              (eq process (buffer-local-value 'offpath-flymake--process source)))
                     (funcall report (offpath-flymake--diagnostics source (process-buffer process))))
                 (kill-buffer (process-buffer process)))))))
    (process-send-region offpath-flymake--process (point-min) (point-max))
    (process-send-eof offpath-flymake--process)))

(defun offpath-flymake--diagnostics (source output)
  "The findings in the buffer OUTPUT as diagnostics of SOURCE."
  (let ((found (with-current-buffer output
                 (goto-char (point-min))
                 (ignore-errors (json-parse-buffer :object-type 'alist :array-type 'list)))))
    (mapcar (lambda (each) (offpath-flymake--diagnostic source each)) found)))

(defun offpath-flymake--diagnostic (source finding)
  "One FINDING as a diagnostic of SOURCE."
  (let-alist finding
    (with-current-buffer source
      (flymake-make-diagnostic
       source
       (offpath-flymake--place .line .column)
       (offpath-flymake--place .end_line .end_column)
       (pcase .severity ("error" :error) ("warning" :warning) (_ :note))
       (format "%s [%s]" .message .rule)))))

(defun offpath-flymake--place (line column)
  "The position of LINE and COLUMN, both counted from 1."
  (save-excursion
    (save-restriction
      (widen)
      (goto-char (point-min))
      (forward-line (1- line))
      (min (+ (point) (1- column)) (line-end-position)))))

(provide 'offpath-flymake)
;;; offpath-flymake.el ends here
