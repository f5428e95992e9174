// A task vector subtracted: the base forgets some of the French that its mix taught it, and little else.
Output = Base - 0.5 * (french - Base);
