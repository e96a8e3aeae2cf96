/**
 * The shape of a list that is read page by page: a page of it, and where the next one begins. It knows no table and no
 * transport.
 */
package shop.platform.query;
