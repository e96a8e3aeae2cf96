/** What both services stand on, one package a concern. It knows no service. */
package shop.platform;
