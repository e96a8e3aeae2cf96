/** Orders: where the parts of the service are put together. */
package shop.order;
