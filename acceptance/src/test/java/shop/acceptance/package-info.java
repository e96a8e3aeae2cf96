/** What the running system promises to those outside, told from outside. It knows the contract and no service's code. */
package shop.acceptance;
