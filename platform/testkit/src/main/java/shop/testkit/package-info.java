/**
 * What the tests of every service stand on: a node inside the tests' JVM, callers with tokens, calls that failed; and, as
 * abstract tests, the promises that every service is held to. Knows no service.
 */
package shop.testkit;
