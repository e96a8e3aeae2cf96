/** What an order is made of, in the words of the contract, for all that speak it: the API and the published events. */
package shop.order.wire;
