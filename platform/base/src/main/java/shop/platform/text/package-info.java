/** What characters are, by ICU's tables, which are the same on every JDK. It knows no service, transport or table. */
package shop.platform.text;
