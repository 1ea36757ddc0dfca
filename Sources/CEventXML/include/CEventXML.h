#ifndef C_EVENT_XML_H
#define C_EVENT_XML_H

// What Swift needs of libxml2, without its headers: these include ICU's, which are Foundation's, too.

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct hx_parser hx_parser;
// An element or an attribute, as long as its document is.
typedef void *hx_node;

hx_parser *hx_parser_new(void);
void hx_parser_free(hx_parser *parser);

// The root of the document that the bytes are; null where they are no well-formed XML. No network, no entities but XML's own.
// It lives until the next one is read.
hx_node hx_read(hx_parser *parser, const char *bytes, int count);

// Elements inside, attributes, and what comes behind one of either; null at the end.
hx_node hx_first_element(hx_node element);
hx_node hx_first_attribute(hx_node element);
hx_node hx_next(hx_node node);
// Whether there is anything between the tags.
bool hx_has_content(hx_node element);

const char *hx_name(hx_node node);
// The text of an element or the value of an attribute; to be freed.
char *hx_text(hx_node node);
void hx_text_free(char *text);

#ifdef __cplusplus
}
#endif

#endif
