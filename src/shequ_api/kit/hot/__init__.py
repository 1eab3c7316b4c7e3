"""Quick ways for the few routes that are asked all day.

A route stays what it is: path, shapes, policy, document and transaction stand where they stood.
Beside it lies a quick way to the same answer (`quick.hot`). The door (`kit.http.door`) tries that
first, inside the edge, and hands whatever it is not sure of on to the route, untouched: refusals,
odd requests, a database that is away. So a quick way is only ever the happy one, and must be sure
of nothing that the route would refuse.

It asks the very `questions` of the route, compiled once (`compiled`), on connections of the
driver's own (`pool`); those that wait while one of their kind is under way are asked together
(`gathering`).
"""
