/* Solves a model's file, or asks it another command:
 *
 *     solve model.json                       # what `zopa solve model.json --format json` writes
 *     solve model.json frontier '{"all": true}'
 *     solve model.json solve '{}' 3          # stopped when it was told three times how far it has come
 */
#include "zopa.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int hear(void *context, const char *step, uint64_t examined, double gap) {
    int *left = context;
    (void)step, (void)examined, (void)gap;
    return --*left <= 0;
}

/* The file as a JSON string. */
static char *quoted(FILE *file) {
    size_t size = 0, room = 1 << 16;
    char *text = malloc(room);
    int c;
    if (text == NULL) return NULL;
    text[size++] = '"';
    while ((c = getc(file)) != EOF) {
        if (size + 8 > room) {
            char *more = realloc(text, room *= 2);
            if (more == NULL) {
                free(text);
                return NULL;
            }
            text = more;
        }
        if (c == '"' || c == '\\' || c < 0x20)
            size += (size_t)sprintf(text + size, "\\u%04x", c);
        else
            text[size++] = (char)c;
    }
    text[size++] = '"';
    text[size] = 0;
    return text;
}

int main(int count, char **arguments) {
    const char *command = count > 2 ? arguments[2] : "solve", *options = count > 3 ? arguments[3] : "{}";
    int left = count > 4 ? atoi(arguments[4]) : 0;
    if (count < 2) {
        fprintf(stderr, "zopa %s: name a model's file\n", zopa_version());
        return ZOPA_WRONG;
    }
    FILE *file = fopen(arguments[1], "rb");
    char *model = file == NULL ? NULL : quoted(file);
    if (file != NULL) fclose(file);
    if (model == NULL) {
        fprintf(stderr, "cannot read %s\n", arguments[1]);
        return ZOPA_WRONG;
    }
    size_t room = strlen(model) + strlen(command) + strlen(options) + 64;
    char *question = malloc(room), *answer;
    size_t length;
    if (question == NULL) return ZOPA_FAULT;
    int size = snprintf(question, room, "{\"command\": \"%s\", \"model\": %s, \"options\": %s}", command, model, options);
    int status = zopa_call(question, (size_t)size, left > 0 ? hear : NULL, &left, &answer, &length);
    fwrite(answer, 1, length, status == ZOPA_WRONG || status == ZOPA_FAULT ? stderr : stdout);
    zopa_free(answer, length);
    free(question);
    free(model);
    return status;
}
