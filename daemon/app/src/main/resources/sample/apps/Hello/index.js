export default (world, app, fetch, props) => {
  const sign = app.create('uitext', { value: props.greeting ?? 'Hello' })
  sign.scale.setScalar(props.size ?? 1)
  app.add(sign)
}
