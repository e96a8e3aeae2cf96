/**
 * What every entity needs to recognise a request that it gets twice: the request's own form, who and what caused
 * it, and ids that follow from it.
 * It knows no service, no transport and no table.
 */
package shop.platform.entity;
