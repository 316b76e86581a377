/* zopa: exact bargaining. A question as JSON, an answer as bytes.
 *
 * Nothing is kept between two calls; all functions may be called from several threads at once.
 * Built by `cargo build --release --package zopa-c`: libzopa_c.so (or .dylib, .dll) and libzopa_c.a.
 */
#ifndef ZOPA_H
#define ZOPA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The statuses: those of the program, and that of a fault. */
enum zopa_status {
    ZOPA_ANSWERED = 0,
    /* no agreement, refused, different, … */
    ZOPA_NEGATIVE = 1,
    /* the question, or the model: the answer says what is wrong */
    ZOPA_WRONG = 2,
    /* before the answer was proven: it has what was found by then, with a bound */
    ZOPA_STOPPED = 3,
    ZOPA_FAULT = 4
};

/* Hears how far a question has come, many times a second: what it is doing, how many combinations were examined, and how far the
 * bound is above the best package found, as a share (below 0 if that is not known). Anything but 0 stops the question.
 * It may be called from another thread than the one that asked, though never from two at once. */
typedef int zopa_progress(void *context, const char *step, uint64_t examined, double gap);

/* The version: a text that is never given back. */
const char *zopa_version(void);

/* Answers a question of `size` bytes, in UTF-8:
 *
 *     {"command": "solve", "model": {…}, "options": {"concept": ["nash"], "time-limit": 5}}
 *
 * `model` is JSON, or the text of a file as a string; "files": [{"name": …, "text": …}] are more of them. Options are the
 * long options of the program.
 *
 * Returns a status, and through `answer` and `length` what the program writes, byte for byte (JSON, unless the option
 * `format` says otherwise); or {"error": {"code", "message", "help", "diagnostics", "text"}} with ZOPA_WRONG and ZOPA_FAULT.
 * Behind the last byte is a 0, which `length` does not count. `zopa_free` takes the answer back.
 * Returns −1, and writes nothing, if `answer` or `length` is null. `progress` may be null. */
int zopa_call(const char *question, size_t size, zopa_progress *progress, void *context, char **answer, size_t *length);

/* Takes an answer back, with its length; null is nothing. */
void zopa_free(char *answer, size_t length);

#ifdef __cplusplus
}
#endif

#endif
