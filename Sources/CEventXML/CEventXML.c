#include "CEventXML.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>

struct hx_parser {
  xmlParserCtxtPtr context;
  xmlDocPtr document;
};

hx_parser *hx_parser_new(void) {
  hx_parser *parser = calloc(1, sizeof *parser);
  if (parser) parser->context = xmlNewParserCtxt();
  return parser;
}

static void forget(hx_parser *parser) {
  if (parser->document) xmlFreeDoc(parser->document);
  parser->document = NULL;
}

void hx_parser_free(hx_parser *parser) {
  if (!parser) return;
  forget(parser);
  xmlFreeParserCtxt(parser->context);
  free(parser);
}

hx_node hx_read(hx_parser *parser, const char *bytes, int count) {
  if (!parser || !parser->context) return NULL;
  forget(parser);
  parser->document = xmlCtxtReadMemory(
      parser->context, bytes, count, NULL, "UTF-8",
      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  return parser->document ? xmlDocGetRootElement(parser->document) : NULL;
}

static xmlNodePtr element(xmlNodePtr node) {
  while (node && node->type != XML_ELEMENT_NODE) node = node->next;
  return node;
}

hx_node hx_first_element(hx_node node) { return element(((xmlNodePtr)node)->children); }

hx_node hx_first_attribute(hx_node node) { return ((xmlNodePtr)node)->properties; }

// The heads of elements and attributes are the same.
hx_node hx_next(hx_node node) {
  xmlNodePtr next = ((xmlNodePtr)node)->next;
  return ((xmlNodePtr)node)->type == XML_ATTRIBUTE_NODE ? next : element(next);
}

bool hx_has_content(hx_node node) { return ((xmlNodePtr)node)->children != NULL; }

const char *hx_name(hx_node node) { return (const char *)((xmlNodePtr)node)->name; }

char *hx_text(hx_node node) { return (char *)xmlNodeGetContent((xmlNodePtr)node); }

void hx_text_free(char *text) { xmlFree(text); }
