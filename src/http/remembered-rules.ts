import { getMetadataStorage } from 'class-validator';

type Storage = ReturnType<typeof getMetadataStorage>;
type Lookup = Storage['getTargetValidationMetadatas'];

/**
 * Lets class-validator remember the rules of a class: for every value it goes through all classes that there are, to see
 * which of them this one inherits from. Rules are complete when their class is; groups and schemas are looked up as before.
 */
export function rememberRules(storage: Storage = getMetadataStorage()): void {
  const lookUp = storage.getTargetValidationMetadatas.bind(storage);
  const known = new WeakMap<object, ReturnType<Lookup>>();
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (schema || always || strictGroups || (groups?.length ?? 0) > 0)
      return lookUp(target, schema, always, strictGroups, groups);
    let rules = known.get(target);
    if (rules === undefined)
      known.set(target, (rules = lookUp(target, schema, always, strictGroups, groups)));
    return rules;
  };
}
