/**
 * The API as an OpenAPI document, made of the protobuf descriptors, their options and their comments, and a page to read and
 * try it. It knows no service; what it describes is handed to it as descriptors.
 */
package shop.platform.openapi;
