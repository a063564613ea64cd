#pragma once
// Python.h defines _XOPEN_SOURCE, which renames a field of fd_set, and Swift's Glibc module was built without it.
// Clang refuses two definitions that differ; reading one libc header first keeps them the same.
#include <sys/select.h>
#define PY_SSIZE_T_CLEAN
#include <Python.h>

// Function-like macros and pointers to exceptions, which Swift imports as unsafe global variables.
static inline PyObject *pollux_python_none(void) { return Py_None; }
static inline int pollux_python_is_unicode(PyObject *object) { return PyUnicode_Check(object); }
static inline int pollux_python_is_bytes(PyObject *object) { return PyBytes_Check(object); }
